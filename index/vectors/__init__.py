"""Where towns' vectors live, and how they are compared with a question's."""
