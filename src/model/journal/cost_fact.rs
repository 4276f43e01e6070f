//! What is journaled of cost: which exports were read.

use serde::{Deserialize, Serialize};

use super::{Hash, Unknown};

/// An export of costs was read. Subject: the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CostRead {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes.
    pub digest: Hash,
    pub rows: u64,
    /// Rows that could not be read.
    #[serde(default)]
    pub refused: u64,
    /// The billing periods it holds, as `2026-10`.
    pub periods: Vec<String>,
    /// The exact sums, as `1234.5678 USD`.
    pub effective: Vec<String>,
    #[serde(flatten)]
    pub unknown: Unknown,
}
