/* What the programs in C share: chance, the heap of events, queues, a record of each contact, figures at the end.

   Time is in minutes. A program reads `minutes warm_up seed`, lets contacts come for so many minutes, goes on until
   the last has left, and prints one line: offered abandonment_rate mean_wait service_level wait_p90 occupancy. */

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Chance: xoshiro256++, seeded by splitmix64. */

static uint64_t state[4];

static void seed_by(uint64_t seed) {
    for (int i = 0; i < 4; i++) {
        uint64_t z = (seed += 0x9e3779b97f4a7c15u);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        state[i] = z ^ (z >> 31);
    }
}

static inline uint64_t turned(uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }

static inline uint64_t next_random(void) {
    uint64_t found = turned(state[0] + state[3], 23) + state[0], kept = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= kept;
    state[3] = turned(state[3], 45);
    return found;
}

static inline double uniform(void) { return ((next_random() >> 11) + 0.5) * 0x1p-53; }
static inline double exponential(double mean) { return -mean * log(uniform()); }

static void *grown(void *given, size_t bytes) {
    void *found = realloc(given, bytes);
    if (!found) { fputs("out of memory\n", stderr); exit(1); }
    return found;
}

/* Events: a binary heap, the earliest on top. */

typedef enum { ARRIVAL, GIVES_UP, TALK_ENDS } Kind;
typedef struct { double time; uint32_t kind, contact; } Event;

static Event *heap;
static size_t heap_size, heap_room;

static inline void schedule(double time, Kind kind, uint32_t contact) {
    if (heap_size == heap_room) heap = grown(heap, (heap_room = heap_room ? 2 * heap_room : 1024) * sizeof *heap);
    size_t here = heap_size++;
    while (here && heap[(here - 1) / 2].time > time) {
        heap[here] = heap[(here - 1) / 2];
        here = (here - 1) / 2;
    }
    heap[here] = (Event){time, kind, contact};
}

static inline Event earliest(void) {
    Event top = heap[0], last = heap[--heap_size];
    size_t here = 0, child;
    while ((child = 2 * here + 1) < heap_size) {
        if (child + 1 < heap_size && heap[child + 1].time < heap[child].time) child++;
        if (heap[child].time >= last.time) break;
        heap[here] = heap[child];
        here = child;
    }
    heap[here] = last;
    return top;
}

/* First in, first out: for those who wait and for agents, the longest idle first. */

typedef struct { uint32_t *items; size_t first, size, room; } Queue;

static inline void enqueue(Queue *queue, uint32_t item) {
    if (queue->size == queue->room) {
        size_t room = queue->room ? 2 * queue->room : 64;
        uint32_t *items = grown(NULL, room * sizeof *items);
        for (size_t i = 0; i < queue->size; i++) items[i] = queue->items[(queue->first + i) & (queue->room - 1)];
        free(queue->items);
        *queue = (Queue){items, 0, queue->size, room};
    }
    queue->items[(queue->first + queue->size++) & (queue->room - 1)] = item;
}

static inline uint32_t head(const Queue *queue) { return queue->items[queue->first]; }

static inline uint32_t dequeue(Queue *queue) {
    uint32_t item = head(queue);
    queue->first = (queue->first + 1) & (queue->room - 1);
    queue->size--;
    return item;
}

/* Contacts: one record each, kept to the end. */

typedef enum { WAITS, ANSWERED, ABANDONED } Outcome;
typedef struct { double arrived, left_queue, ended; uint16_t topic, agent, outcome; } Contact;

static Contact *contacts;
static size_t contact_count, contact_room;

static inline uint32_t new_contact(double now, uint16_t topic) {
    if (contact_count == contact_room)
        contacts = grown(contacts, (contact_room = contact_room ? 2 * contact_room : 4096) * sizeof *contacts);
    contacts[contact_count] = (Contact){now, -1, -1, topic, 0, WAITS};
    return contact_count++;
}

/* The next who still waits; who has given up stays in the queue until it is found here. */
static inline int waiting(Queue *queue) {
    while (queue->size && contacts[head(queue)].outcome != WAITS) dequeue(queue);
    return queue->size > 0;
}

static inline void answer(uint32_t contact, uint32_t agent, double now, double talk) {
    Contact *one = &contacts[contact];
    one->left_queue = now;
    one->ended = now + talk;
    one->agent = agent;
    one->outcome = ANSWERED;
    schedule(one->ended, TALK_ENDS, contact);
}

static inline void give_up(uint32_t contact, double now) {
    if (contacts[contact].outcome != WAITS) return; /* was answered before */
    contacts[contact].left_queue = contacts[contact].ended = now;
    contacts[contact].outcome = ABANDONED;
}

/* Figures, from the records. */

static double kth_least(double *values, size_t size, size_t k) { /* Hoare's selection */
    size_t low = 0, high = size - 1;
    while (low < high) {
        double pivot = values[low + (high - low) / 2];
        size_t i = low, j = high;
        for (;;) {
            while (values[i] < pivot) i++;
            while (values[j] > pivot) j--;
            if (i >= j) break;
            double kept = values[i];
            values[i++] = values[j];
            values[j--] = kept;
        }
        if (k <= j) high = j;
        else low = j + 1;
    }
    return values[k];
}

static double overlap(double start, double end, double from, double to) {
    double low = fmax(start, from), high = fmin(end, to);
    return high > low ? high - low : 0;
}

static void print_figures(double warm_up, double minutes, int agents) {
    size_t offered = 0, abandoned = 0, in_time = 0, too_soon = 0;
    double wait_sum = 0, busy = 0, soon = 20.0 / 60, *waits = grown(NULL, (contact_count + 1) * sizeof *waits);
    for (const Contact *one = contacts; one < contacts + contact_count; one++) {
        int answered = one->outcome == ANSWERED;
        if (answered) busy += overlap(one->left_queue, one->ended, warm_up, minutes);
        if (one->arrived < warm_up) continue;
        double wait = one->left_queue - one->arrived;
        waits[offered++] = wait;
        wait_sum += wait;
        abandoned += !answered;
        in_time += answered && wait <= soon;
        too_soon += !answered && wait <= soon;
    }
    double many = offered, p90 = offered ? kth_least(waits, offered, (size_t)ceil(0.9 * many) - 1) : NAN;
    printf("%zu %.17g %.17g %.17g %.17g %.17g\n", offered, abandoned / many, 60 * wait_sum / many,
           in_time / (many - too_soon), 60 * p90, busy / (agents * (minutes - warm_up)));
}
