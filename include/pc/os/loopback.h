/* SPDX-License-Identifier: Apache-2.0 */
/* A process that speaks to this machine alone from now on, and whatever it starts: for
 * those who start programs of others that would like to speak to the world. */
#ifndef PC_OS_LOOPBACK_H
#define PC_OS_LOOPBACK_H

#include <stdbool.h>
#include <stdint.h>

/* A network of its own that has a loopback and nothing else; wants root.  False: the
 * process has the network that it had. */
bool pc_loopback_alone(void);

/* Connections over TCP to this port alone, and no new privileges; any user may, where the
 * kernel knows how (Linux 6.7, Landlock).  False: nothing was given up. */
bool pc_loopback_port(uint16_t port);

#endif
