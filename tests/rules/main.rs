//! Rules with sums, among the smallest and the largest values of every type: each store answers as whole numbers without
//! a limit would, on every way in.

mod decimals;
mod integers;
mod judge;
mod kinds;
