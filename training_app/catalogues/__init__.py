"""Lists that ministry, province and city publish, brought in by the bureau: institutions with their qualifications, and the
programmes of the city's 培训项目目录."""
