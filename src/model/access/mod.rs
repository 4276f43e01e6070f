//! Who may do what with a resource: what the journal gave and until when, what the providers really have, and what nothing
//! explains. Pure: knows neither systems nor clocks.
