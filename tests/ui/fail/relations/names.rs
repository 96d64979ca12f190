mod a_reference_with_the_name_of_a_function {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    pub struct Archive {
        pub name: String,
    }

    #[derive(FinResource)]
    pub struct Commit {
        #[fin(belongs_to = "Archive")]
        pub repository: Uuid,
    }
}

mod a_reference_with_the_name_of_children {
    use fin_infra::prelude::*;

    #[derive(FinResource)]
    #[fin(children("Note"))]
    pub struct Folder {
        #[fin(belongs_to = "Folder")]
        pub notes: Option<Uuid>,
    }

    #[derive(FinResource)]
    pub struct Note {
        #[fin(belongs_to = "Folder")]
        pub folder_id: Uuid,
    }
}

fn main() {}
