"""One call of the old API for each row that reads, as the demo answers it."""

from db import demo

TOKEN = demo.DEMO_TOKEN
EXAMPLES = {
    "GET_2_event_id": f"/2/event/{demo.DEMO_EVENT_ID}?fields=self,event_hosts,survey_questions,group_topics",
    "GET_2_events": "/2/events?group_urlname=api-craft-san-francisco&fields=rsvp_rules,self",
    "GET_2_groups": "/2/groups?category_id=34&page=5&fields=membership_dues,self",
    "GET_2_members": "/2/members?group_urlname=api-craft-san-francisco&page=5",
    "GET_2_rsvp_id": "/2/rsvp/950001034?fields=answer_info",
    "GET_2_rsvps": f"/2/rsvps?event_id={demo.DEMO_EVENT_ID}&page=5&fields=answer_info",
    "GET_2_categories": "/2/categories?page=3",
    "GET_status": "/status?",
    "GET_dashboard": "/dashboard?",
    "GET_find_groups": "/find/groups?text=api&page=3&fields=topics,self,membership_dues",
    "GET_find_topics": "/find/topics?query=api&page=3",
    "GET_members_member_id": f"/members/{demo.DEMO_MEMBER_ID}?fields=topics,other_services,lang",
    "GET_urlname": "/API-Craft-San-Francisco?fields=topics,self",
    "GET_urlname_events": "/api-craft-san-francisco/events?page=1&offset=1&fields=self,event_hosts,photo_album",
    "GET_urlname_events_id": f"/api-craft-san-francisco/events/{demo.DEMO_EVENT_ID}?fields=self,survey_questions",
    "GET_urlname_members": "/api-craft-san-francisco/members?page=3&offset=1",
}
