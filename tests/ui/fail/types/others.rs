mod a_letter {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub grade: char,
    }
}

mod a_reference {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub name: &'static str,
    }
}

mod an_option_of_an_option {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Budget {
        pub note: Option<Option<String>>,
    }
}

fn main() {}
