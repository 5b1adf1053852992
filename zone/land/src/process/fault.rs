//! Why an event log cannot be read, as a text key with arguments: for pages and for the command line.
use super::Problem;
use ::process::{Fault, ReadError};
use ui::T;

/// The sentence in the reader's language.
pub fn read_error(t: T, error: &ReadError) -> String {
    told(t, &problem(error))
}

/// As [`read_error`], of what was stored.
pub fn told(t: T, problem: &Problem) -> String {
    let key = format!("process-fault-{}", problem.code);
    // What is wrong at a place and which column is missing are texts of their own.
    let args: Vec<(String, String)> = problem
        .args
        .iter()
        .map(|(name, value)| match name.as_str() {
            "fault" | "what" => (name.clone(), inner(t, name, value, &problem.args)),
            _ => (name.clone(), value.clone()),
        })
        .collect();
    t.args(&key, &args)
}

fn inner(t: T, name: &str, value: &str, args: &[(String, String)]) -> String {
    t.args(
        &format!("process-{name}-{value}"),
        args.iter().filter(|(n, _)| n == "text").cloned().collect::<Vec<_>>().as_slice(),
    )
}

pub fn problem(error: &ReadError) -> Problem {
    let arg = |name: &str, value: String| (name.to_owned(), value);
    let at = |place: (String, String), fault: &Fault| {
        let mut args = vec![place, arg("fault", fault.code().to_owned())];
        if let Fault::Time(text) = fault {
            args.push(arg("text", text.clone()));
        }
        args
    };
    let (code, args) = match error {
        ReadError::Io(error) => ("io", vec![arg("error", error.to_string())]),
        ReadError::Syntax { byte, fault } => ("syntax", at(arg("byte", byte.to_string()), fault)),
        ReadError::Row { row, fault } => ("row", at(arg("row", row.to_string()), fault)),
        ReadError::Column { what, found } => {
            ("column", vec![arg("what", what.code().to_owned()), arg("found", found.join(", "))])
        }
        ReadError::Limit { what, limit } => {
            ("limit", vec![arg("what", what.code().to_owned()), arg("limit", limit.to_string())])
        }
        ReadError::Empty => ("empty", Vec::new()),
    };
    Problem { code: code.to_owned(), args }
}
