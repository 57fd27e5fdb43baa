-- What receivers and senders asked for. attempt: attempts at delivery that had failed before; a piece has one intervention
-- for each. body: JSON of the intervention, with personal data.
create table interventions (
    org     blob    not null,
    env     integer not null,
    code    text    not null,
    attempt integer not null,
    body    text    not null,
    primary key (org, env, code, attempt)
) strict, without rowid;

-- Pieces by the code of the card left because nobody was home.
create table not_home_codes (
    not_home_code text    not null,
    code          text    not null,
    org           blob    not null,
    env           integer not null,
    primary key (not_home_code, code)
) strict, without rowid;
create index not_home_codes_of_code on not_home_codes (code);
create index not_home_codes_of_tenant on not_home_codes (org, env);
