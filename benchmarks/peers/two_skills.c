/* Two topics: a team for each and one for both. The longest waiting first, specialists first.

   Usage: two_skills minutes warm_up seed rate_a rate_b talk_a talk_b patience only_a only_b both. */

#include "desk.h"

enum { A, B, BOTH };

static Queue queues[2], idle[3];
static double talks[2];

/* The topic of whom an agent of a team takes next: of those that they can, the longest waiting; −1 for nobody. */
static int next_topic(int team) {
    int a = team != B && waiting(&queues[A]), b = team != A && waiting(&queues[B]);
    if (a && b) return head(&queues[A]) < head(&queues[B]) ? A : B; /* contacts are numbered as they come */
    return a ? A : b ? B : -1;
}

int main(int count, char **given) {
    if (count != 12) { fputs("usage: two_skills minutes warm_up seed rate_a rate_b talk_a talk_b patience only_a only_b both\n", stderr); return 2; }
    double minutes = atof(given[1]), warm_up = atof(given[2]), patience = atof(given[8]);
    double rates[2] = {atof(given[4]), atof(given[5])};
    int agents = 0, team_ends[3];
    talks[A] = atof(given[6]);
    talks[B] = atof(given[7]);
    seed_by(strtoull(given[3], NULL, 10));
    for (int team = A; team <= BOTH; team++)
        for (team_ends[team] = agents + atoi(given[9 + team]); agents < team_ends[team]; agents++)
            enqueue(&idle[team], agents);
    for (int topic = A; topic <= B; topic++) schedule(exponential(1 / rates[topic]), ARRIVAL, topic);
    while (heap_size) {
        Event event = earliest();
        double now = event.time;
        if (event.kind == ARRIVAL) {
            int topic = event.contact, team = idle[topic].size ? topic : BOTH;
            if (now > minutes) continue;
            schedule(now + exponential(1 / rates[topic]), ARRIVAL, topic);
            uint32_t contact = new_contact(now, topic);
            if (idle[team].size) answer(contact, dequeue(&idle[team]), now, exponential(talks[topic]));
            else {
                enqueue(&queues[topic], contact);
                schedule(now + exponential(patience), GIVES_UP, contact);
            }
        } else if (event.kind == GIVES_UP) give_up(event.contact, now);
        else {
            int agent = contacts[event.contact].agent;
            int team = agent < team_ends[A] ? A : agent < team_ends[B] ? B : BOTH, topic = next_topic(team);
            if (topic < 0) enqueue(&idle[team], agent);
            else answer(dequeue(&queues[topic]), agent, now, exponential(talks[topic]));
        }
    }
    print_figures(warm_up, minutes, agents);
    return 0;
}
