//! Stub.
pub(crate) fn doctor(
    _: chinwag::cli::Args,
    _: Option<String>,
) -> Result<chinwag::failure::Status, chinwag::failure::Failure> {
    Ok(chinwag::failure::Status::Ok)
}
