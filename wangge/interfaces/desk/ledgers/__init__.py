"""The registers that account for personal data: disclosures, impact assessments, incidents, retention."""
