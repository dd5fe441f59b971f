/*
 * A program with a mistake that stays without consequences, most days: it closes an operation twice. The mock's library
 * records that (rule O1), and has written it to the report that HCS_MOCK_REPORT names before the second close returns.
 *
 * The process ends at once, without running any more code: what is in the report must be there by then.
 */
#include "gate.h"
#include "hcs.h"

int main(void) {
    HCS_OPERATION operation = HcsCreateOperation(NULL, NULL);
    HcsCloseOperation(operation);
    HcsCloseOperation(operation);
    end_abruptly(3);
    return 0;
}
