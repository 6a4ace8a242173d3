//! The outside world: sound devices, files on disk, settings. Knows nothing of what songs mean.
//! Everything that can fail here returns a [`problem::Problem`], which names the deed and the path.

pub mod problem;
pub mod whole_file;
pub mod site_server;
pub mod open_songs;
pub mod paths;
pub mod save;
pub mod temporary_folder;
pub mod new_folder;
pub mod settings;
pub mod built_in_themes;
pub mod settings_theme;
pub mod lock;
pub mod syncing;
pub mod journal;
pub mod standard_error;
pub mod moment;
pub mod audio;
pub mod listening;
pub mod takes;
pub mod link;
pub mod midi;
pub mod jack_transport;
pub mod song_file;
pub mod sound_file;
pub mod album_file;
pub mod set_file;
pub mod mark_files;
pub mod preset_files;
pub mod streaming;
pub mod sample_files;
pub mod tuning_files;
pub mod sample_import;
pub mod favourites;
pub mod instrument_import;
