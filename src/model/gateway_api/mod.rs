//! Gateway API, <https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/>.

mod filters;
mod gateway;
mod refers;
mod routes;

pub use filters::*;
pub use gateway::*;
pub use refers::*;
pub use routes::*;
