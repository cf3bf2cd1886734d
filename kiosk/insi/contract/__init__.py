"""The contract of the two searches: WSDL and XSD, no code."""
