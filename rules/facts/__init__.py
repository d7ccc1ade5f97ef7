"""From records to the flat facts that one record is judged by: one small builder a kind."""
