// The streams of a card that is not there. What is asked for waits in the queue of its stream, and is
// done when somebody waits for it; where several streams could go on, a seed decides which does.
//
// Every piece of memory knows the last uses of it. A use that is not ordered after an earlier one, by
// its stream, by an event or because the machine has waited, is counted as a race, whatever comes out.
#include <stdio.h>
#include <stdlib.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace streams {
typedef std::vector<unsigned long> Clock;  // how far each stream is known to be

unsigned long at(const Clock &clock, size_t stream) {
    return stream < clock.size() ? clock[stream] : 0;
}

void merge(Clock &into, const Clock &other) {
    if (into.size() < other.size()) into.resize(other.size());
    for (size_t i = 0; i < other.size(); i++) into[i] = std::max(into[i], other[i]);
}

struct Use {
    unsigned long long address;
    bool writes;
};

struct Stream;

struct Event {
    bool recorded = false;
    Stream *stream = nullptr;
    unsigned long position = 0;
    Clock clock;
};

/** A part of a stream's work; one without work waits for an event, as it was when it was asked. */
struct Item {
    std::function<void()> work;
    Event event;
    std::vector<unsigned long long> pieces;
    const void *module = nullptr;
};

struct Stream {
    size_t number = 0;
    std::deque<Item> queue;
    unsigned long asked = 0, done = 0;
    Clock clock;  // what its next item comes after
};

struct Piece {
    size_t bytes;
    size_t writer = 0;
    unsigned long written = 0;
    std::map<size_t, unsigned long> reads;  // since the last write, by stream
};

std::recursive_mutex lock;
std::vector<Stream *> all;
std::map<unsigned long long, Piece> pieces;
std::map<std::string, long> counts;
Clock observed;  // what the machine has waited for
std::mt19937 random;
unsigned eagerness;  // of 100 times, how often a stream goes on that nobody waits for

/** With 0, nothing is done before it is needed. */
void seed(unsigned number) {
    std::lock_guard<std::recursive_mutex> guard(lock);
    random.seed(number);
    eagerness = number == 0 ? 0 : 20 + number * 37 % 75;
}

/** Of programs that are started by hand; 0 if there is none. */
const bool seeded = (seed(getenv("SEED") ? atoi(getenv("SEED")) : 0), true);

bool happens() { return eagerness > 0 && random() % 100 < eagerness; }

Stream *make() {
    Stream *stream = new Stream();
    stream->number = all.size();
    all.push_back(stream);
    return stream;
}

bool isStream(const void *handle) {
    return std::find(all.begin(), all.end(), handle) != all.end();
}

/** The stream that has to go on before this one can; itself if it can. */
Stream *able(Stream *stream) {
    while (!stream->queue.empty()) {
        Item &next = stream->queue.front();
        if (next.work || next.event.stream->done >= next.event.position) break;
        stream = next.event.stream;
    }
    return stream;
}

void goOn(Stream *stream) {
    Item next = std::move(stream->queue.front());
    stream->queue.pop_front();
    if (next.work) next.work();
    stream->done++;
}

/** Streams that could go on, chosen by chance. */
void others() {
    while (happens()) {
        Stream *any = able(all[random() % all.size()]);
        if (!any->queue.empty()) goOn(any);
    }
}

/** The piece that an address is in; null if it does not hold so many bytes. */
std::pair<const unsigned long long, Piece> *pieceAt(unsigned long long address, size_t bytes) {
    auto piece = pieces.upper_bound(address);
    if (piece == pieces.begin()) return nullptr;
    --piece;
    return address + bytes <= piece->first + piece->second.bytes ? &*piece : nullptr;
}

bool holds(unsigned long long address, size_t bytes) { return pieceAt(address, bytes) != nullptr; }

void race(const char *what, const std::string &name, size_t before, size_t after) {
    if (counts["race"]++ < 5) {
        fprintf(stderr, "race: %s in stream %zu does not wait for %s in stream %zu\n", name.c_str(),
                after, what, before);
    }
}

/** Checks that uses come after those before them, as far as one of two writes, and keeps them. */
void use(const Clock &clock, size_t stream, unsigned long position, const std::vector<Use> &uses,
         const std::string &name) {
    auto comesAfter = [&](size_t other, unsigned long then) {
        return other == stream || at(clock, other) >= then || at(observed, other) >= then;
    };
    for (const Use &use : uses) {
        auto found = pieceAt(use.address, 1);
        if (!found) continue;
        Piece &piece = found->second;
        if (piece.written > 0 && !comesAfter(piece.writer, piece.written))
            race("a write", name, piece.writer, stream);
        if (!use.writes) continue;
        for (auto &read : piece.reads)
            if (!comesAfter(read.first, read.second)) race("a read", name, read.first, stream);
    }
    for (const Use &use : uses) {
        auto found = pieceAt(use.address, 1);
        if (!found) continue;
        Piece &piece = found->second;
        if (use.writes) {
            piece.writer = stream;
            piece.written = position;
            piece.reads.clear();
        } else {
            piece.reads[stream] = position;
        }
    }
}

void ask(void *handle, const std::string &name, const std::vector<Use> &uses,
         std::function<void()> work, const void *module = nullptr) {
    Stream *stream = (Stream *) handle;
    Item item;
    item.work = work;
    item.module = module;
    for (const Use &use : uses) {
        auto found = pieceAt(use.address, 1);
        if (found) item.pieces.push_back(found->first);
    }
    stream->queue.push_back(item);
    stream->asked++;
    if (stream->clock.size() <= stream->number) stream->clock.resize(stream->number + 1);
    stream->clock[stream->number] = stream->asked;
    use(stream->clock, stream->number, stream->asked, uses, name);
    others();
}

void record(Event *event, Stream *stream) {
    event->recorded = true;
    event->stream = stream;
    event->position = stream->asked;
    event->clock = stream->clock;
}

void waitFor(Stream *stream, const Event &event) {
    if (!event.recorded) return;
    Item item;
    item.event = event;
    stream->queue.push_back(item);
    stream->asked++;
    merge(stream->clock, event.clock);
    others();
}

/** All that was asked of a stream is done, and what it needs; the machine knows. */
void synchronize(Stream *stream) {
    while (!stream->queue.empty()) {
        others();
        if (!stream->queue.empty()) goOn(able(stream));
    }
    merge(observed, stream->clock);
}

/** Whether anything waits that uses a piece or a module. */
bool isWaitedFor(unsigned long long piece, const void *module) {
    for (Stream *stream : all)
        for (Item &item : stream->queue) {
            bool uses = std::find(item.pieces.begin(), item.pieces.end(), piece) != item.pieces.end();
            if (uses || (module && item.module == module)) return true;
        }
    return false;
}
}  // namespace streams
