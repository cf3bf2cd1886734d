"""Pages before they are drawn: what stands where. No window is needed, so that fit can be tested at any size."""
