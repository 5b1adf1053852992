//! Texts, templates and assets are read by macros, which do not notice a new file by themselves.
fn main() {
    for folder in ["assets", "locales", "templates"] {
        println!("cargo::rerun-if-changed={folder}");
    }
}
