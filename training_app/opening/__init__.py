"""Opening load: classes of the years before the register, with their people, certificates and payments, from one list."""
