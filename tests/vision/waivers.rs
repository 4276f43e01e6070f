//! Exceptions asked for, granted, ended.
