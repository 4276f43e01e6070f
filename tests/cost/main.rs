//! What things cost, from exports to answers: nothing is lost, nothing rounded, nothing converted, nothing counted in secret.

#[path = "../cli/machine.rs"]
#[allow(dead_code)]
mod machine;

mod answers;
mod company;
mod compared;
mod growth;
mod hostile;
mod real;
mod sums;
mod told;
