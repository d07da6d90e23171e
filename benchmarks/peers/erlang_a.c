/* Erlang A: one queue in front of equal agents, customers who give up.

   Usage: erlang_a minutes warm_up seed rate talk patience agents (means in minutes, arrivals a minute). */

#include "desk.h"

int main(int count, char **given) {
    if (count != 8) { fputs("usage: erlang_a minutes warm_up seed rate talk patience agents\n", stderr); return 2; }
    double minutes = atof(given[1]), warm_up = atof(given[2]), rate = atof(given[4]);
    double talk = atof(given[5]), patience = atof(given[6]);
    int agents = atoi(given[7]);
    Queue queue = {0}, idle = {0};
    seed_by(strtoull(given[3], NULL, 10));
    for (int agent = 0; agent < agents; agent++) enqueue(&idle, agent);
    schedule(exponential(1 / rate), ARRIVAL, 0);
    while (heap_size) {
        Event event = earliest();
        double now = event.time;
        if (event.kind == ARRIVAL) {
            if (now > minutes) continue;
            schedule(now + exponential(1 / rate), ARRIVAL, 0);
            uint32_t contact = new_contact(now, 0);
            if (idle.size) answer(contact, dequeue(&idle), now, exponential(talk));
            else {
                enqueue(&queue, contact);
                schedule(now + exponential(patience), GIVES_UP, contact);
            }
        } else if (event.kind == GIVES_UP) give_up(event.contact, now);
        else if (waiting(&queue)) answer(dequeue(&queue), contacts[event.contact].agent, now, exponential(talk));
        else enqueue(&idle, contacts[event.contact].agent);
    }
    print_figures(warm_up, minutes, agents);
    return 0;
}
