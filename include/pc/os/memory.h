/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of processes that mostly wait. */
#ifndef PC_OS_MEMORY_H
#define PC_OS_MEMORY_H

/* After work that took much of it: what is free goes back to the system, where it can. */
void pc_memory_rest(void);

#endif
