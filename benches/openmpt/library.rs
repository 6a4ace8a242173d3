//! libopenmpt, if the system has it: found when the benchmark runs, so that nothing depends on it.

use std::ffi::{CStr, c_char, c_int, c_void};

/// `OPENMPT_MODULE_RENDER_INTERPOLATIONFILTER_LENGTH`.
const FILTER_LENGTH: c_int = 3;

type Create = unsafe extern "C" fn(
    *const c_void,
    usize,
    *const c_void,
    *const c_void,
    *const c_void,
    *const c_void,
    *const c_void,
    *const c_void,
    *const c_void,
) -> *mut c_void;
type Set = unsafe extern "C" fn(*mut c_void, c_int, i32) -> c_int;
type Read = unsafe extern "C" fn(*mut c_void, i32, usize, *mut f32, *mut f32) -> usize;
type Channels = unsafe extern "C" fn(*mut c_void) -> i32;
type Text = unsafe extern "C" fn(*const c_char) -> *const c_char;

/// A module that plays.
pub struct Module {
    handle: *mut c_void,
    read: Read,
    channels: Channels,
    set: Set,
    /// The library's version.
    pub version: String,
}

impl Module {
    /// Opens a module; `None` where there is no libopenmpt.
    pub fn open(bytes: &[u8]) -> Option<Module> {
        // SAFETY: the symbols have these types in libopenmpt.h since 0.3; strings are literals that end in a zero.
        unsafe {
            let library = libc::dlopen(c"libopenmpt.so.0".as_ptr(), libc::RTLD_NOW);
            if library.is_null() {
                return None;
            }
            let symbol = |name: &CStr| {
                let found = libc::dlsym(library, name.as_ptr());
                (!found.is_null()).then_some(found)
            };
            let create: Create = std::mem::transmute(symbol(c"openmpt_module_create_from_memory2")?);
            let set: Set = std::mem::transmute(symbol(c"openmpt_module_set_render_param")?);
            let read: Read = std::mem::transmute(symbol(c"openmpt_module_read_float_stereo")?);
            let channels: Channels =
                std::mem::transmute(symbol(c"openmpt_module_get_current_playing_channels")?);
            let text: Text = std::mem::transmute(symbol(c"openmpt_get_string")?);
            let none = std::ptr::null();
            let handle = create(bytes.as_ptr().cast(), bytes.len(), none, none, none, none, none, none, none);
            if handle.is_null() {
                return None;
            }
            let version = CStr::from_ptr(text(c"library_version".as_ptr())).to_string_lossy().into_owned();
            Some(Module { handle, read, channels, set, version })
        }
    }

    /// Frames of the sample that are read for one of sound: 1, 2, 4 or 8.
    pub fn set_taps(&mut self, taps: i32) {
        // SAFETY: the handle is a module.
        unsafe { (self.set)(self.handle, FILTER_LENGTH, taps) };
    }

    /// Renders the next frames at 48 kHz; returns how many that were.
    pub fn read(&mut self, left: &mut [f32], right: &mut [f32]) -> usize {
        let frames = left.len().min(right.len());
        // SAFETY: both buffers hold that many frames.
        unsafe { (self.read)(self.handle, 48_000, frames, left.as_mut_ptr(), right.as_mut_ptr()) }
    }

    /// Channels that sound.
    pub fn sounding(&self) -> i32 {
        // SAFETY: the handle is a module.
        unsafe { (self.channels)(self.handle) }
    }
}
