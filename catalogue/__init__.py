"""The nouns: records, fields, codes, dates, and the declarative forms that staff and lawyers own."""
