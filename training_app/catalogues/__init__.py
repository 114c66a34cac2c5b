"""Lists that ministry, province and city publish, brought in by the bureau: institutions with their qualifications, and the
programmes of the city's 培训项目目录. With them, read by the same words, what institutions list of their own: the lines of a
year plan, their trainers and their venues."""
