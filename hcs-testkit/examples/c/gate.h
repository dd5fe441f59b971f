/*
 * A gate that one thread waits at until another opens it; and the end of a process that runs no code any more.
 */
#ifndef GATE_H
#define GATE_H

#ifdef _WIN32

#include <windows.h>

typedef HANDLE gate;

static inline void gate_make(gate *it) { *it = CreateEventW(NULL, TRUE, FALSE, NULL); }
static inline void gate_open(gate *it) { SetEvent(*it); }
static inline void gate_wait(gate *it) { WaitForSingleObject(*it, INFINITE); }
static inline void gate_end(gate *it) { CloseHandle(*it); }

static inline void end_abruptly(int code) { TerminateProcess(GetCurrentProcess(), (UINT)code); }

#else

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

typedef struct gate {
    pthread_mutex_t mutex;
    pthread_cond_t opened;
    bool is_open;
} gate;

static inline void gate_make(gate *it) {
    pthread_mutex_init(&it->mutex, NULL);
    pthread_cond_init(&it->opened, NULL);
    it->is_open = false;
}

static inline void gate_open(gate *it) {
    pthread_mutex_lock(&it->mutex);
    it->is_open = true;
    pthread_cond_signal(&it->opened);
    pthread_mutex_unlock(&it->mutex);
}

static inline void gate_wait(gate *it) {
    pthread_mutex_lock(&it->mutex);
    while (!it->is_open) {
        pthread_cond_wait(&it->opened, &it->mutex);
    }
    pthread_mutex_unlock(&it->mutex);
}

static inline void gate_end(gate *it) {
    pthread_cond_destroy(&it->opened);
    pthread_mutex_destroy(&it->mutex);
}

static inline void end_abruptly(int code) { _Exit(code); }

#endif

#endif
