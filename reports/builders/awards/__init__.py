"""Papers of awards: lists, appraisal, council, decision, payment. Certificates have a renderer of
their own (`reports/documents/renderers/certificates.py`), because they are drawn, not written."""
