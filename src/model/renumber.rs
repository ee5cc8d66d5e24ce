//! New numbers for objects.

use crate::finding::Finding;
use crate::problem::Problem;
use crate::source::ObjectId;

/// Gives the objects of problems and findings new numbers, and drops what is about an object that has none.
pub fn renumber(
    problems: &mut Vec<Problem>,
    findings: &mut Vec<Finding>,
    number: impl Fn(ObjectId) -> Option<ObjectId>,
) {
    let renumbered = |object: &mut Option<ObjectId>| match *object {
        Some(id) => {
            *object = number(id);
            object.is_some()
        }
        None => true,
    };
    problems.retain_mut(|problem| renumbered(&mut problem.object));
    findings.retain_mut(|finding| renumbered(&mut finding.object));
}
