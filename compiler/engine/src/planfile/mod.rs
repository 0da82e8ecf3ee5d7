//! Saved plans: frames of a file, the plan as JSON first, then what an engine adds (Terraform's own plan).

#[cfg(test)]
mod tests;
mod wire;

use std::collections::BTreeMap;

use mlpc_plan::Plan;

use crate::state::{frame, frames};

/// The format that this version writes.
const FORMAT: u64 = 1;

/// A saved plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanFile {
    /// The plan.
    pub plan: Plan,
    /// What engines add, by name (`terraform/virginia`).
    pub attachments: BTreeMap<String, Vec<u8>>,
}

/// Why a file is no saved plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanFileError {
    /// It was written by a newer version.
    #[error("the plan has format {0}; this version reads up to {FORMAT}")]
    Newer(u64),
    /// It is damaged, or something else.
    #[error("this is no saved plan: {0}")]
    Unreadable(String),
}

/// The bytes of a saved plan; equal plans have equal bytes.
pub fn write_plan(file: &PlanFile) -> Vec<u8> {
    let names: Vec<&String> = file.attachments.keys().collect();
    // Texts, numbers and lists always serialise.
    let head = serde_json::to_vec(&(FORMAT, names, wire::out(&file.plan))).unwrap_or_default();
    let mut bytes = frame(&head);
    for attachment in file.attachments.values() {
        // The leading byte keeps an empty attachment a frame.
        let mut content = vec![b'+'];
        content.extend_from_slice(attachment);
        bytes.extend(frame(&content));
    }
    bytes
}

/// Reads a saved plan.
pub fn read_plan(bytes: &[u8]) -> Result<PlanFile, PlanFileError> {
    let unreadable = |why: String| PlanFileError::Unreadable(why);
    let read = frames(bytes).map_err(|it| unreadable(format!("damaged at byte {}", it.0)))?;
    let Some((head, rest)) = read.payloads.split_first().filter(|_| read.torn == 0) else {
        return Err(unreadable("it ends too early".to_owned()));
    };
    let format = serde_json::from_slice::<Vec<serde_json::Value>>(head).ok().and_then(|it| it.first().and_then(serde_json::Value::as_u64));
    if let Some(newer) = format.filter(|it| *it > FORMAT) {
        return Err(PlanFileError::Newer(newer));
    }
    let (_, names, plan): (u64, Vec<String>, wire::PlanWire) = serde_json::from_slice(head).map_err(|why| unreadable(why.to_string()))?;
    if names.len() != rest.len() {
        return Err(unreadable("an attachment is missing".to_owned()));
    }
    let contents = rest.iter().map(|it| it.split_first().map(|(_, content)| content.to_vec()).unwrap_or_default());
    Ok(PlanFile { plan: wire::read(plan).map_err(unreadable)?, attachments: names.into_iter().zip(contents).collect() })
}
