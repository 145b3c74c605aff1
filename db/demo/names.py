"""What the demo's people are called, and what they say about themselves."""

_GIVEN = """
Aaliyah Aaron Abena Adaeze Adrian Agnieszka Ahmed Aiko Akira Alejandra Alexei Alice Amara Amir Amit Ana
Anders Andre Angela Anh Anika Antoine Arjun Asha Astrid Ayesha Beatriz Benjamin Bilal Bogdan Brandon Brigid
Camila Carlos Carmen Catherine Chidi Chloe Christopher Chun Claire Connor Daniela Darius David Deepa Derek
Destiny Diego Dmitri Elena Elif Elijah Emeka Emily Emma Enrique Esther Ethan Fatima Felix Fernanda Florian
Francesca Gabriel Genevieve Giovanni Grace Gustavo Hana Hannah Hao Hassan Heather Hiroshi Huda Ibrahim Imani
Ines Ingrid Isaac Isabel Ivan Jamal James Jasmine Javier Jessica Jin Joanna Jorge Joseph Julia Kamal Karen
Karim Katarzyna Kavya Keisha Kenji Kevin Kofi Lakshmi Laila Latoya Laura Leila Leon Li Liam Linh Lucia Luis
Magnus Mai Malik Manuel Marcus Maria Marie Mateo Maya Mei Melissa Mercy Michael Miguel Min Mohammed Monica
Nadia Nasra Natalia Nathan Neha Ngozi Nicole Nikhil Noah Nora Obinna Olga Oliver Olivia Omar Patricia Patrick
Paul Pedro Petra Philippe Priya Rachel Rafael Rahul Rania Rebecca Renee Ricardo Robert Rosa Ruth Ryan Sakura
Samantha Samuel Sandra Sanjay Sara Sebastian Shanice Shira Simone Sofia Soo-jin Stefan Stephanie Sunita
Svetlana Tamara Tariq Tatiana Terrence Thandiwe Theo Thomas Tomasz Trang Tyler Uma Valentina Vanessa Victor
Vikram Wei William Xin Yara Yasmin Yuki Yusuf Zahra Zainab Zara Zoe
"""

_FAMILY = """
Abebe Abdi Acosta Adeyemi Agarwal Ahmad Alvarez Andersen Anderson Appiah Arnold Asante Bailey Baker Banerjee
Barnes Begum Bell Bennett Berg Bernard Bianchi Boateng Brooks Brown Bryant Campbell Carter Castillo Chan
Chandra Chang Chavez Chen Cho Choi Clark Cohen Coleman Collins Contreras Cooper Cruz Dang Das Davis Delgado
Desai Diallo Diaz Dubois Edwards Eriksson Espinoza Evans Farah Fernandez Ferrari Fischer Fitzgerald Flores
Fontaine Foster Fournier Friedman Fujimoto Gagnon Garcia Ghosh Gill Gomez Gonzalez Goldberg Green Griffin
Gupta Gutierrez Haddad Hall Hansen Harris Hassan Hayes Henderson Hernandez Herrera Hill Hoang Hoffman Hossain
Huang Hughes Hussain Ibrahim Ito Ivanova Iyer Jackson Jain James Jansen Jensen Jimenez Johansson Johnson Jones
Joshi Kang Kapoor Katz Kaur Kelly Khan Kim King Kowalski Kumar Kuznetsov Lam Larsen Lavoie Le Lee Levy Lewis
Li Lim Lin Liu Lopez Lund Ma Malik Martin Martinez Mbeki Medina Mehta Mendoza Mensah Meyer Miller Mitchell
Mohamed Molina Moore Morales Moreau Morgan Morris Mukherjee Murphy Murray Nair Nakamura Nelson Ng Nguyen
Novak Nowak Nwosu Okafor Okonkwo Olsen Ortega Ortiz Osman Owusu Park Parker Patel Pelletier Perez Peterson
Pham Phillips Popescu Powell Price Qureshi Rahman Ramirez Ramos Rao Reddy Reed Reyes Richardson Rivera
Roberts Robinson Rodriguez Rojas Romano Rosen Ross Rossi Roy Russo Ryan Saito Salazar Sanchez Sanders Santos
Sato Schmidt Schneider Schwartz Scott Sharma Shapiro Silva Singh Smith Soto Sullivan Suzuki Svensson Takahashi
Tanaka Taylor Thomas Thompson Torres Tran Tremblay Turner Vargas Vasquez Venkatesan Vu Walker Wang Ward
Washington Watson Weber Weiss White Williams Wilson Wong Wood Wright Wu Yamamoto Yang Yildiz Young Zhang Zhao
Zhou
"""
GIVEN, FAMILY = _GIVEN.split(), _FAMILY.split()

_WORK = """
backend developer,frontend developer,API designer,technical writer,product manager,developer advocate,
site reliability engineer,solutions architect,freelance developer,data engineer,mobile developer,
security engineer,student of computer science,librarian who learned to code,test engineer,startup founder
"""
WORK = _WORK.replace("\n", "").split(",")

_LIKES = """
good error messages,plain HTTP,hypermedia,long bicycle rides,sourdough,naming things,small libraries,
old synthesizers,open data,well-kept changelogs,chess,trail running,board games,jazz,public transit maps,
gardening,typed languages,shell scripts,birds,choirs
"""
LIKES = _LIKES.replace("\n", "").split(",")

BIOS = [
    "{work}. Fond of {like} and {other}.",
    "I work as a {work} and come for the talks about {like}.",
    "{work} by day. {like} by night.",
    "New in town. {work}, always up for {like}.",
    "Ask me about {like}. Or about {other}.",
]

INTRODUCTIONS = [
    "I maintain an API with eleven users and love every one of them.",
    "Came for the pizza, stayed for the content negotiation.",
    "Happy to help first-time speakers with their slides.",
    "I would like to learn how others version their APIs.",
    "Looking for people to build a civic data API with.",
    "I write documentation and read everybody else's.",
    "Recovering SOAP developer.",
    "Here to listen, mostly.",
]

TITLES = ["Emcee", "Venue finder", "Speaker wrangler", "Video person", "Keeper of the pizza budget"]

_HOMETOWNS = """
Accra,Albuquerque,Bangalore,Belfast,Berlin,Bogota,Buenos Aires,Buffalo,Cairo,Cleveland,Dakar,Dhaka,Dublin,
Fresno,Guadalajara,Halifax,Hanoi,Honolulu,Istanbul,Kansas City,Kyiv,Lagos,Lima,Lisbon,Manila,Memphis,Milan,
Mogadishu,Mumbai,Nairobi,Omaha,Oslo,Pittsburgh,Port-au-Prince,Quebec City,San Juan,Seoul,Shanghai,Tehran,
Tucson,Warsaw,Winnipeg
"""
HOMETOWNS = _HOMETOWNS.replace("\n", "").split(",")
