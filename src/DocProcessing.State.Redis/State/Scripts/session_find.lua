return session_row(take())
