//! What the standard calls the roles of an album's credits.

/// The role of those whom a song's artist has invited: one of its artists, and nothing else there.
pub const FEATURING: &str = "featuring";

/// What the standard calls contributors to music (allowed value sets, version 3); its roles of film, stage and print are left out.
const CALLED: &[&str] = &[
    "AAndRAdministrator",
    "AAndRCoordinator",
    "Accompanyist",
    "Adapter",
    "AdditionalEngineer",
    "AdditionalMixingEngineer",
    "AdditionalPerformer",
    "AdditionalProgrammingEngineer",
    "AdditionalStudioProducer",
    "Arranger",
    "ArtDirector",
    "Artist",
    "ArtistVocalEngineer",
    "AssistantConductor",
    "AssistantEngineer",
    "AssistantProducer",
    "AssociateProducer",
    "Author",
    "BackgroundVocalist",
    "BalanceEngineer",
    "BandLeader",
    "Choir",
    "ChoirMember",
    "ChorusMaster",
    "CoExecutiveProducer",
    "CoMixer",
    "CoMixingEngineer",
    "CompilationProducer",
    "Composer",
    "ComposerLyricist",
    "ConcertMaster",
    "Conductor",
    "CoProducer",
    "CopyrightHolder",
    "CoverDesigner",
    "DigitalAudioWorkstationEngineer",
    "DigitalEditingEngineer",
    "DJ",
    "Editor",
    "Engineer",
    "Ensemble",
    "ExecutiveProducer",
    "GraphicArtist",
    "GraphicDesigner",
    "GroupMember",
    "GuestConductor",
    "Illustrator",
    "ImmersiveMixingEngineer",
    "InitialProducer",
    "LeadPerformer",
    "LeadVocalist",
    "Librettist",
    "Lyricist",
    "MasteringEngineer",
    "MasteringSecondEngineer",
    "Mixer",
    "MixingEngineer",
    "MixingSecondEngineer",
    "MusicArranger",
    "MusicCopyist",
    "MusicDirector",
    "MusicGroup",
    "Musician",
    "MusicPublisher",
    "Narrator",
    "NonLyricAuthor",
    "Orchestra",
    "OrchestraMember",
    "OriginalArtist",
    "OriginalPublisher",
    "OverdubEngineer",
    "OverdubSecondEngineer",
    "Painter",
    "Performer",
    "Photographer",
    "PostProducer",
    "PreProductionEngineer",
    "PrimaryMusician",
    "ProductionAssistant",
    "ProductionCoordinator",
    "Programmer",
    "ProgrammingEngineer",
    "ProjectEngineer",
    "RecordingEngineer",
    "RecordingSecondEngineer",
    "ReissueProducer",
    "RemixedArtist",
    "Remixer",
    "RemixingEngineer",
    "SecondEngineer",
    "Soloist",
    "SoundDesigner",
    "SoundMixer",
    "SoundRecordist",
    "Speaker",
    "StringEngineer",
    "StringProducer",
    "StringsDirector",
    "StudioConductor",
    "StudioMusician",
    "StudioPersonnel",
    "StudioProducer",
    "SubArranger",
    "SubLyricist",
    "SubPublisher",
    "SurroundMixingEngineer",
    "Tonmeister",
    "TrackingEngineer",
    "Translator",
    "VocalArranger",
    "VocalEditingEngineer",
    "VocalEngineer",
    "Vocalist",
    "VocalProducer",
    "VoiceActor",
];

/// Other words for some of them, in small letters alone.
const ALSO: &[(&str, &str)] = &[
    ("backgroundvocals", "BackgroundVocalist"),
    ("backingvocalist", "BackgroundVocalist"),
    ("backingvocals", "BackgroundVocalist"),
    ("band", "MusicGroup"),
    ("coverart", "CoverDesigner"),
    ("coverdesign", "CoverDesigner"),
    ("graphicdesign", "GraphicDesigner"),
    ("illustration", "Illustrator"),
    ("leadvocals", "LeadVocalist"),
    ("lyrics", "Lyricist"),
    ("mastering", "MasteringEngineer"),
    ("mix", "Mixer"),
    ("mixing", "Mixer"),
    ("music", "Composer"),
    ("narration", "Narrator"),
    ("photography", "Photographer"),
    ("photos", "Photographer"),
    ("producer", "StudioProducer"),
    ("production", "StudioProducer"),
    ("programming", "Programmer"),
    ("publisher", "MusicPublisher"),
    ("recording", "RecordingEngineer"),
    ("remix", "Remixer"),
    ("singer", "Vocalist"),
    ("songwriter", "ComposerLyricist"),
    ("sounddesign", "SoundDesigner"),
    ("translation", "Translator"),
    ("vocals", "Vocalist"),
    ("voice", "Vocalist"),
    ("words", "Lyricist"),
];

/// What the standard calls a role, however it is spelled: `mastering engineer`, `Mastering-Engineer`. `None`: it has no word for it.
pub fn called(role: &str) -> Option<&'static str> {
    let plain: String =
        role.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let same = |name: &&&str| name.to_lowercase() == plain;
    let also = || ALSO.iter().find(|(word, _)| *word == plain).map(|(_, name)| *name);
    CALLED.iter().find(same).copied().or_else(also)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_its_name_however_it_is_spelled() {
        let names = ["composer", "Mastering-Engineer", "co producer", "producer", "backing vocals", "DJ"];
        let called: Vec<Option<&str>> = names.into_iter().map(called).collect();
        let wanted =
            ["Composer", "MasteringEngineer", "CoProducer", "StudioProducer", "BackgroundVocalist", "DJ"];
        assert_eq!(called, wanted.map(Some));
    }

    #[test]
    fn what_the_standard_does_not_know_has_no_name() {
        for role in ["violin", FEATURING, "user defined", "unknown", "", "  "] {
            assert_eq!(called(role), None, "{role}");
        }
    }

    #[test]
    fn other_words_lead_to_names_of_the_list() {
        for (word, name) in ALSO {
            assert!(CALLED.contains(name) && called(word) == Some(name), "{word}");
        }
    }
}
