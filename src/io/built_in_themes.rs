//! The themes that lie inside the program. Their files stand in `io/themes/`: they are written as users write theirs.

/// A built-in theme.
pub struct BuiltIn {
    /// Its name in the settings.
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub help: &'static str,
    /// Its file.
    pub text: &'static str,
}

macro_rules! themes {
    ($($name:literal: $help:literal;)*) => {
        /// Every built-in theme. The first is used if none is named and the background is not light.
        pub const BUILT_IN: &[BuiltIn] = &[$(BuiltIn {
            name: $name,
            help: $help,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/io/themes/", $name, ".ron")),
        },)*];
    };
}

themes! {
    "dark": "on the terminal's own dark background";
    "light": "on the terminal's own light background";
    "contrast": "high contrast on black: at least 7:1";
    "contrast-light": "high contrast on white: at least 7:1";
    "okabe-ito": "for eyes that see colours differently: the hues of Okabe and Ito";
    "mono": "no colour at all: bold, underline, reverse and dim say everything";
    "impulse": "green notes on black between sand and brown: the trackers of the text screens";
    "fasttracker": "yellow notes on deep blue: the desktops of the nineties";
    "amber": "one colour on black, as on amber screens";
    "stage": "dim red on black, for dark rooms";
}

/// The built-in theme of that name.
pub fn find(name: &str) -> Option<&'static BuiltIn> {
    BUILT_IN.iter().find(|theme| theme.name == name)
}
