#include "limit/occupancy.h"

void occupancy_add(struct occupancy *occupancy, struct occupant *occupant)
{
	occupant->next = occupancy->first;
	occupant->link = &occupancy->first;
	if (occupant->next != NULL)
		occupant->next->link = &occupant->next;
	occupancy->first = occupant;
	occupancy->all.count++;
	occupancy->all.bytes += occupant->bytes;
}

void occupancy_remove(struct occupancy *occupancy, struct occupant *occupant)
{
	*occupant->link = occupant->next;
	if (occupant->next != NULL)
		occupant->next->link = occupant->link;
	occupancy->all.count--;
	occupancy->all.bytes -= occupant->bytes;
}

struct occupancy_sum occupancy_of(const struct occupancy *occupancy, struct guid caller)
{
	struct occupancy_sum sum = {0};

	for (const struct occupant *o = occupancy->first; o != NULL; o = o->next) {
		if (!guid_equal(o->caller, caller))
			continue;
		sum.count++;
		sum.bytes += o->bytes;
	}
	return sum;
}
