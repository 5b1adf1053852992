//! Pages.
#[derive(Clone, Debug)]
pub struct AdminTab;
impl AdminTab { pub fn own() -> Vec<Self> { vec![] } }
#[derive(Clone, Debug)]
pub struct ClientAddress(pub String);
pub fn routes() {}
