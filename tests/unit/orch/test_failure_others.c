/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of OpenAI, of OpenRouter and of Gemini, each as it came, and what it means. */
#include "failure_rows_others.h"

static void check_openai(const struct row *row)
{
	check_row(PC_CONTRACT_OPENAI, row);
}

static void check_openrouter(const struct row *row)
{
	check_row(PC_CONTRACT_OPENROUTER, row);
}

static void check_gemini(const struct row *row)
{
	check_row(PC_CONTRACT_GEMINI, row);
}

PC_TABLE(openai, check_openai)
PC_TABLE(openrouter, check_openrouter)
PC_TABLE(gemini, check_gemini)

int main(void)
{
	return PC_RUN(openai) + PC_RUN(openrouter) + PC_RUN(gemini);
}
