"""What a person or an API client may be; design.md §4 says what each may do."""

MEMBER = "member"
UNIT_LEAD = "unit_lead"
DIVISION_LEADER = "division_leader"
COACH = "coach"
TRAINING = "training"
INTEGRATION = "integration"
ADMIN = "admin"

ROLES = (MEMBER, UNIT_LEAD, DIVISION_LEADER, COACH, TRAINING, INTEGRATION, ADMIN)
