"""Who may sign in, and what each may do: users, departments and mandates 授权."""
