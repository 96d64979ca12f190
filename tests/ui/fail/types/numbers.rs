mod a_128_bit_number {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub count: i128,
    }
}

mod a_number_of_the_machines_size {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub count: Option<usize>,
    }
}

mod an_unsigned_64_bit_number {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub count: u64,
    }
}

fn main() {}
