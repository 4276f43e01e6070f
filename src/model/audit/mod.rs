//! The record of an entity, a person or a period as one report that can be verified by anyone. Pure: makes the report of
//! events, and knows neither database nor clock.
