lead-title = Leads
