//! Texts and templates are read by macros, which do not notice a new file by themselves.
fn main() {
    for folder in ["locales", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
