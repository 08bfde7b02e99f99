"""What a compiled script calls while it runs: Java's values, arithmetic, comparison, access and limits."""
