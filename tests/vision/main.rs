//! The vision at its seams: read from files, held against catalogs, waived, compared.

mod cel;
mod check;
mod company;
mod diff;
mod radar;
mod read;
mod waivers;
