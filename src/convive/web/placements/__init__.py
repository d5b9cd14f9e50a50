"""Who should meet whom, worked out for a person to decide: links, teams, places, mentors."""
