def mark_up_here(*a): raise NotImplementedError
