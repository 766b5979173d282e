//! Stub.
pub(crate) fn demo(
    _: chinwag::cli::Args,
) -> Result<chinwag::failure::Status, chinwag::failure::Failure> {
    Ok(chinwag::failure::Status::Ok)
}
