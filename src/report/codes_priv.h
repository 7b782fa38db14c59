/* SPDX-License-Identifier: Apache-2.0 */
/* The table of codes in parts, one for each area; every part ends with a NULL code. */
#ifndef PC_REPORT_CODES_PRIV_H
#define PC_REPORT_CODES_PRIV_H

#include "pc/report/codes.h"

extern const struct pc_code codes_documents[]; /* PC11xx: JSON and YAML */
extern const struct pc_code codes_settings[];  /* PC12xx files, PC13xx keys */
extern const struct pc_code codes_rules[];     /* PC14xx: rules that mean nothing */
extern const struct pc_code codes_lint[];      /* PC15xx: rules that mean too little */
extern const struct pc_code codes_relations[]; /* PC16xx: rules against each other */
extern const struct pc_code codes_fleet[];     /* PC17xx: fragments, hooks, machines */
extern const struct pc_code codes_review[];    /* PC18xx: policy tests */
extern const struct pc_code codes_build[];     /* PC19xx: what a target cannot hold */
extern const struct pc_code codes_config[];    /* PC21xx: configurations */
extern const struct pc_code codes_machine[];   /* PC22xx: what is seen on machines */
extern const struct pc_code codes_targets[];   /* PC23xx: targets.yaml, overrides/ */
extern const struct pc_code codes_spool[];     /* PC24xx: decisions of hooks */
extern const struct pc_code codes_audit[];     /* PC25xx: keys in files */
extern const struct pc_code codes_models[];    /* PC26xx: models */
extern const struct pc_code codes_orch[];      /* PC27xx: the orchestrator */

#endif
